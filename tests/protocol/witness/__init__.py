"""botocore as the witness of the wire engine: its models, writers and readers, and random values for all shapes."""
