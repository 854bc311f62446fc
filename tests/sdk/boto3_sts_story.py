"""boto3's story of STS: credentials that carry their account, and who the caller is."""
import base64
import json
import time
import unittest

from stories import ACCOUNT, Story


def token_of(claims):
    """A JSON web token that nobody signed: STS here trusts whoever rehearses."""
    parts = ({"alg": "RS256", "typ": "JWT", "kid": "rehearsal"}, claims)
    encoded = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts]
    return ".".join(encoded + ["c2lnbmF0dXJl"])


def assertion_of(role, provider, session):
    attribute = ('<saml:Attribute Name="https://aws.amazon.com/SAML/Attributes/{}"><saml:AttributeValue>{}'
                 '</saml:AttributeValue></saml:Attribute>')
    return base64.b64encode(
        '<?xml version="1.0"?><samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" '
        'xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"><saml:Issuer>https://idp.example.org</saml:Issuer>'
        '<saml:Assertion><saml:Issuer>https://idp.example.org</saml:Issuer><saml:Subject>'
        '<saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">ada</saml:NameID>'
        '<saml:SubjectConfirmation><saml:SubjectConfirmationData Recipient="https://signin.aws.amazon.com/saml"/>'
        '</saml:SubjectConfirmation></saml:Subject><saml:AttributeStatement>{}{}</saml:AttributeStatement>'
        '</saml:Assertion></samlp:Response>'.format(attribute.format("Role", f"{role},{provider}"),
                                                    attribute.format("RoleSessionName", session)).encode()).decode()


class Sts(Story):
    def sts(self, credentials=None, **options):
        return self.client("sts", credentials=credentials, **options)

    def who(self, credentials):
        return self.sts(credentials).get_caller_identity()

    def test_get_caller_identity(self):
        me = self.sts().get_caller_identity()
        self.assertEqual(ACCOUNT, me["Account"])
        self.assertRegex(me["Arn"], f"^arn:aws:(iam|sts)::{ACCOUNT}:(root|user/.+)$")
        self.assertTrue(me["UserId"])

    def test_assume_role_across_accounts(self):
        answer = self.sts().assume_role(RoleArn="arn:aws:iam::222233334444:role/stage/hand", RoleSessionName="act-1",
                                        DurationSeconds=900)
        arn = "arn:aws:sts::222233334444:assumed-role/hand/act-1"
        self.assertEqual(arn, answer["AssumedRoleUser"]["Arn"])
        self.assertRegex(answer["AssumedRoleUser"]["AssumedRoleId"], "^AROA[A-Z0-9]{16,}:act-1$")
        credentials = answer["Credentials"]
        self.assertRegex(credentials["AccessKeyId"], "^ASIA[A-Z0-9]{16}$")
        self.assertAlmostEqual(time.time() + 900, credentials["Expiration"].timestamp(), delta=120)
        me = self.who(credentials)
        self.assertEqual(("222233334444", arn, answer["AssumedRoleUser"]["AssumedRoleId"]),
                         (me["Account"], me["Arn"], me["UserId"]))
        self.assertEqual("222233334444",
                         self.sts().get_access_key_info(AccessKeyId=credentials["AccessKeyId"])["Account"])
        sqs = self.client("sqs", credentials=credentials)
        url = sqs.create_queue(QueueName="boto3-theirs")["QueueUrl"]
        self.assertTrue(url.endswith("/222233334444/boto3-theirs"), url)
        mine = self.client("sqs")
        self.refused("AWS.SimpleQueueService.NonExistentQueue", 400, mine.get_queue_url, QueueName="boto3-theirs")

    def test_what_assume_role_demands(self):
        sts = self.sts()
        role = "arn:aws:iam::123456789012:role/hand"
        self.refused("ValidationError", 400, sts.assume_role, RoleArn="nothing-valid-in-here", RoleSessionName="act-1",
                     message="nothing-valid-in-here is invalid")
        self.refused("ValidationError", 400, sts.assume_role, RoleArn=role, RoleSessionName="a:b",
                     message="1 validation error detected: Value 'a:b' at 'roleSessionName' failed to satisfy "
                             "constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*")
        self.refused("ValidationError", 400, sts.assume_role, RoleArn=role, RoleSessionName="act-1",
                     DurationSeconds=43201)

    def test_get_session_token(self):
        sts = self.sts()
        credentials = sts.get_session_token(DurationSeconds=3600)["Credentials"]
        self.assertRegex(credentials["AccessKeyId"], "^ASIA[A-Z0-9]{16}$")
        self.assertEqual(sts.get_caller_identity()["Arn"], self.who(credentials)["Arn"])

    def test_get_federation_token(self):
        answer = self.sts().get_federation_token(Name="ada")
        user = {"FederatedUserId": f"{ACCOUNT}:ada", "Arn": f"arn:aws:sts::{ACCOUNT}:federated-user/ada"}
        self.assertEqual(user, answer["FederatedUser"])
        self.assertEqual(user["Arn"], self.who(answer["Credentials"])["Arn"])

    def test_decode_authorization_message(self):
        self.refused("InvalidAuthorizationMessageException", 400, self.sts().decode_authorization_message,
                     EncodedMessage="never encoded by anybody")

    def test_web_identity_is_unsigned(self):
        claims = {"sub": "ada", "aud": "theatre", "iss": "https://idp.example.org", "exp": int(time.time()) + 3600}
        answer = self.sts(signed=False).assume_role_with_web_identity(
            RoleArn="arn:aws:iam::222233334444:role/hand", RoleSessionName="act-2", WebIdentityToken=token_of(claims))
        self.assertEqual(("ada", "theatre"), (answer["SubjectFromWebIdentityToken"], answer["Audience"]))
        self.assertEqual("arn:aws:sts::222233334444:assumed-role/hand/act-2", self.who(answer["Credentials"])["Arn"])

    def test_saml_is_unsigned(self):
        role, provider = "arn:aws:iam::222233334444:role/hand", "arn:aws:iam::222233334444:saml-provider/idp"
        answer = self.sts(signed=False).assume_role_with_saml(
            RoleArn=role, PrincipalArn=provider, SAMLAssertion=assertion_of(role, provider, "ada@example.org"))
        self.assertEqual(("ada", "persistent", "https://idp.example.org"),
                         (answer["Subject"], answer["SubjectType"], answer["Issuer"]))
        self.assertEqual("arn:aws:sts::222233334444:assumed-role/hand/ada@example.org",
                         self.who(answer["Credentials"])["Arn"])


if __name__ == "__main__":
    unittest.main()
