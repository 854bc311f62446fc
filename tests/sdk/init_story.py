"""The story of init scripts: what users of LocalStack bring along is run around the server's life, and told of."""
import json
import pathlib
import unittest
import urllib.request

import boto3

import server

SCRIPTS = {
    "init/boot.d/1.sh": "echo boot >> log\n",
    "init/start.d/1.sh": "echo start >> log\n",
    "init/ready.d/1_queue.sh": 'aws sqs create-queue --queue-name prepared --endpoint-url "$AWS_ENDPOINT_URL" > queue.json\n',
    "init/ready.d/2_wrong.sh": "exit 7\n",
    "init/ready.d/3_python.py": "import os\nopen('python', 'w').write(os.environ['AWS_ENDPOINT_URL'])\n",
    "init/shutdown.d/1.sh": "echo shutdown >> log\n",
}


class Init(unittest.TestCase):
    def test_scripts(self):
        running = server.Server(options=["--init", "init"], files=SCRIPTS)
        home = pathlib.Path(running.home.name)
        real, running.home.cleanup = running.home.cleanup, lambda: None  # what the last script writes is looked at
        self.addCleanup(real)
        try:
            report = {"completed": False}
            while not report["completed"]:
                report = self.ask(running, "/_localstack/init/ready")
            self.assertEqual([("1_queue.sh", "SUCCESSFUL"), ("2_wrong.sh", "ERROR"), ("3_python.py", "SUCCESSFUL")],
                             [(script["name"], script["state"]) for script in report["scripts"]])
            self.assertEqual({"BOOT": True, "START": True, "READY": True, "SHUTDOWN": False},
                             self.ask(running, "/_localstack/init")["completed"])
            sqs = boto3.client("sqs", endpoint_url=running.endpoint, region_name="us-east-1", aws_access_key_id="test",
                               aws_secret_access_key="test")
            self.assertIn("prepared", sqs.list_queues()["QueueUrls"][0])
            sqs.close()
            self.assertEqual(running.endpoint, (home / "python").read_text())
            self.assertEqual("boot\nstart\n", (home / "log").read_text())
        finally:
            self.assertEqual(0, running.stop())
        self.assertEqual("boot\nstart\nshutdown\n", (home / "log").read_text())
        self.assertIn("2_wrong.sh ended with 7", "".join(running.log))

    def ask(self, running, path):
        with urllib.request.urlopen(running.endpoint + path) as answer:
            return json.load(answer)


if __name__ == "__main__":
    unittest.main()
