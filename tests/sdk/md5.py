"""The MD5 digests that a client of SQS checks, computed apart from any SDK."""
import hashlib
import struct


def of_body(body):
    return hashlib.md5(body.encode()).hexdigest()


def of_attributes(attributes):
    """Developer guide, "Calculating the MD5 message digest for message attributes"."""
    digest = hashlib.md5()

    def add(data):
        digest.update(struct.pack(">I", len(data)) + data)

    for name in sorted(attributes):
        attribute = attributes[name]
        add(name.encode())
        add(attribute["DataType"].encode())
        if "StringValue" in attribute:
            digest.update(b"\x01")
            add(attribute["StringValue"].encode())
        else:
            digest.update(b"\x02")
            add(attribute["BinaryValue"])
    return digest.hexdigest()
