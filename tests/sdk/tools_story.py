"""The story of S3's other tools: s3cmd, rclone and curl, as Debian has them, under signatures that are judged."""
import filecmp
import json
import os
import pathlib
import subprocess
import tempfile
import unittest

import boto3
from botocore.config import Config

import server


class Tools(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = server.Server(options=["--auth", "identify"])
        cls.iam = boto3.client("iam", region_name="us-east-1", endpoint_url=cls.server.endpoint,
                               aws_access_key_id="test", aws_secret_access_key="test")
        cls.iam.create_user(UserName="tools")
        made = cls.iam.create_access_key(UserName="tools")["AccessKey"]
        cls.key, cls.secret = made["AccessKeyId"], made["SecretAccessKey"]

    @classmethod
    def tearDownClass(cls):
        cls.iam.close()
        assert cls.server.stop() == 0

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def run_tool(self, *words, status=0, config=None):
        environment = {"PATH": "/usr/bin:/bin", "HOME": str(self.folder), "LANG": "C.UTF-8", **(config or {})}
        done = subprocess.run([str(word) for word in words], env=environment, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, check=False)
        self.assertEqual(status, done.returncode, done.stdout + done.stderr)
        return done.stdout

    def files(self):
        """A small tree: names that need encoding, an empty file, one that goes up in parts."""
        tree = self.folder / "tree"
        for name, content in {"a.txt": b"hello", "empty": b"", "sub/b c+d%.txt": b"x" * 3000,
                              "sub/\u00e9t\u00e9": b"summer", "large": os.urandom(1 << 20) * 17}.items():
            path = tree / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        return tree

    def same(self, one, other):
        names = sorted(path.relative_to(one) for path in one.rglob("*") if path.is_file())
        self.assertEqual(names, sorted(path.relative_to(other) for path in other.rglob("*") if path.is_file()))
        for name in names:
            self.assertTrue(filecmp.cmp(one / name, other / name, shallow=False), name)

    # ---- s3cmd

    def s3cmd(self, *words, status=0, version=4):
        host = self.server.endpoint.removeprefix("http://")
        config = self.folder / "s3cfg"
        config.write_text(f"[default]\naccess_key = {self.key}\nsecret_key = {self.secret}\nhost_base = {host}\n"
                          f"host_bucket = {host}\nuse_https = False\nsignature_v2 = {version == 2}\n"
                          "multipart_chunk_size_mb = 5\n", encoding="utf-8")
        return self.run_tool("/usr/bin/s3cmd", "-c", config, "--no-progress", *words, status=status)

    def s3cmd_story(self, version):
        def s3cmd(*words, status=0):
            return self.s3cmd(*words, status=status, version=version)

        tree, bucket = self.files(), f"s3cmd-v{version}"
        s3cmd("mb", f"s3://{bucket}")
        self.assertIn(f"s3://{bucket}", s3cmd("ls"))
        s3cmd("sync", f"{tree}/", f"s3://{bucket}/in/")
        self.assertEqual("", s3cmd("sync", "--dry-run", "-q", f"{tree}/", f"s3://{bucket}/in/"))
        listed = s3cmd("ls", "--recursive", f"s3://{bucket}")
        self.assertEqual(5, len(listed.splitlines()), listed)
        back = self.folder / "back"
        back.mkdir()
        s3cmd("sync", f"s3://{bucket}/in/", f"{back}/")
        self.same(tree, back)
        s3cmd("cp", f"s3://{bucket}/in/sub/b c+d%.txt", f"s3://{bucket}/copy")
        s3cmd("setacl", "--acl-public", f"s3://{bucket}/copy")
        self.assertIn("*anon*", s3cmd("info", f"s3://{bucket}/copy"))
        s3cmd("mv", f"s3://{bucket}/copy", f"s3://{bucket}/moved")
        self.assertEqual("x" * 3000, s3cmd("get", f"s3://{bucket}/moved", "-"))
        url = s3cmd("signurl", f"s3://{bucket}/in/a.txt", "+60").strip()
        self.assertEqual("hello", self.curl(url.replace("https://", "http://")))
        s3cmd("get", f"s3://{bucket}/none", "-", status=64)  # EX_NOTFOUND of s3cmd
        s3cmd("del", "--recursive", "--force", f"s3://{bucket}")
        s3cmd("rb", f"s3://{bucket}")

    def test_s3cmd(self):
        self.s3cmd_story(version=4)

    def test_s3cmd_with_old_signatures(self):
        self.s3cmd_story(version=2)

    # ---- rclone

    def rclone(self, *words, status=0, **options):
        settings = {"TYPE": "s3", "PROVIDER": "Other", "ACCESS_KEY_ID": self.key, "SECRET_ACCESS_KEY": self.secret,
                    "REGION": "us-east-1", "ENDPOINT": self.server.endpoint, "FORCE_PATH_STYLE": "true",
                    "LIST_VERSION": "2", "CHUNK_SIZE": "5M", "UPLOAD_CUTOFF": "10M", **options}
        return self.run_tool("/usr/bin/rclone", "--config", "", "--retries", "1", "--low-level-retries", "1", *words,
                             config={f"RCLONE_CONFIG_AWS_{name}": value for name, value in settings.items()}, status=status)

    def test_rclone(self):
        tree = self.files()
        self.rclone("mkdir", "aws:rclone-box")
        self.rclone("sync", tree, "aws:rclone-box/in")
        self.rclone("check", tree, "aws:rclone-box/in")
        self.rclone("check", "--download", tree, "aws:rclone-box/in")
        (tree / "a.txt").write_bytes(b"changed")
        (tree / "empty").unlink()
        self.rclone("check", tree, "aws:rclone-box/in", status=1)
        self.rclone("sync", tree, "aws:rclone-box/in")
        self.rclone("check", tree, "aws:rclone-box/in")
        self.rclone("copy", "aws:rclone-box/in", "aws:rclone-box/copied")
        self.rclone("sync", "aws:rclone-box/copied", self.folder / "back")
        self.same(tree, self.folder / "back")
        names = {one["Path"] for one in json.loads(self.rclone("lsjson", "--recursive", "--files-only", "aws:rclone-box"))}
        self.assertEqual(8, len(names))
        self.assertEqual("changed", self.rclone("cat", "aws:rclone-box/in/a.txt"))
        self.assertEqual("summer", self.rclone("cat", "aws:rclone-box/in/sub/\u00e9t\u00e9"))
        url = self.rclone("link", "--expire", "1m", "aws:rclone-box/in/a.txt").strip()
        self.assertEqual("changed", self.curl(url))
        self.rclone("purge", "aws:rclone-box")
        self.assertNotIn("rclone-box", self.rclone("lsd", "aws:"))

    def test_rclone_with_old_signatures(self):
        self.rclone("copy", self.files(), "aws:rclone-old", V2_AUTH="true")
        self.rclone("check", self.folder / "tree", "aws:rclone-old", V2_AUTH="true")
        self.rclone("lsd", "aws:", V2_AUTH="true", SECRET_ACCESS_KEY="wrong", status=1)

    # ---- curl

    def curl(self, *words, status=0):
        return self.run_tool("/usr/bin/curl", "-sS", "--max-time", "60", *words, status=status)

    def presigner(self, version):
        made = boto3.client("s3", region_name="us-east-1", endpoint_url=self.server.endpoint, aws_access_key_id=self.key,
                            aws_secret_access_key=self.secret, config=Config(signature_version=version))
        self.addCleanup(made.close)
        return made

    def test_curl_on_presigned_urls(self):
        for version in ("s3v4", "s3"):
            s3, bucket = self.presigner(version), f"curl-{version}"
            s3.create_bucket(Bucket=bucket)
            target = {"Bucket": bucket, "Key": "a b/\u00e9"}
            source = self.folder / "source"
            source.write_bytes(os.urandom(300_000))
            put = s3.generate_presigned_url("put_object", target)
            self.curl("--fail", "-T", source, put)
            got = self.folder / "got"
            url = s3.generate_presigned_url("get_object", {**target, "ResponseContentType": "text/x"})
            head = self.curl("--fail", "-D", "-", "-o", got, url)
            self.assertIn("content-type: text/x", head.lower())
            self.assertTrue(filecmp.cmp(source, got, shallow=False))
            part = self.curl("--fail", "-r", "0-9", "-o", got, "-w", "%{http_code}", url)
            self.assertEqual(("206", source.read_bytes()[:10]), (part, got.read_bytes()))
            self.assertIn("SignatureDoesNotMatch", self.curl(url.replace("Signature=", "Signature=0")))
            self.assertEqual("204", self.curl("-X", "DELETE", "-w", "%{http_code}",
                                              s3.generate_presigned_url("delete_object", target)))
            self.assertIn("NoSuchKey", self.curl(s3.generate_presigned_url("get_object", target)))

    def test_curl_with_forms(self):
        s3 = self.presigner("s3v4")
        s3.create_bucket(Bucket="curl-forms")
        form = s3.generate_presigned_post("curl-forms", "up/${filename}", Fields={"success_action_status": "201"},
                                          Conditions=[["starts-with", "$key", "up/"], {"success_action_status": "201"},
                                                      ["content-length-range", 1, 1000]])
        source = self.folder / "source.txt"

        def post(content, **changed):
            source.write_bytes(content)
            fields = [word for name, value in {**form["fields"], **changed}.items() for word in ("--form-string", f"{name}={value}")]
            return self.curl(*fields, "-F", f"file=@{source}", form["url"])

        self.assertIn("<Key>up/source.txt</Key>", post(b"from a form"))
        self.assertEqual(b"from a form", s3.get_object(Bucket="curl-forms", Key="up/source.txt")["Body"].read())
        self.assertIn("EntityTooLarge", post(b"x" * 1001))
        self.assertIn("EntityTooSmall", post(b""))
        self.assertIn("AccessDenied", post(b"x", key="elsewhere"))
        self.assertIn("SignatureDoesNotMatch", post(b"x", **{"x-amz-signature": "0" * 64}))


if __name__ == "__main__":
    unittest.main()
