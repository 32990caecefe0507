# SPDX-License-Identifier: MIT
"""validate.py SCHEMA PROGRAM [ARGUMENT...]: checks the JSON documents that PROGRAM
prints, each followed by a zero byte, against SCHEMA."""
import json
import subprocess
import sys

try:
    import jsonschema
except ImportError:
    print("skipped: Python's jsonschema is not installed")
    sys.exit(77)

with open(sys.argv[1]) as file:
    schema = json.load(file)
validator_class = jsonschema.validators.validator_for(schema)
validator_class.check_schema(schema)
validator = validator_class(schema)

output = subprocess.run(sys.argv[2:], check=True, stdout=subprocess.PIPE).stdout
documents = output.split(b"\0")[:-1]
failures = 0
for number, document in enumerate(documents, 1):
    for error in validator.iter_errors(json.loads(document)):
        print(f"document {number}: /{'/'.join(map(str, error.absolute_path))}: {error.message}")
        failures += 1
print(f"{len(documents)} documents, {failures} errors")
sys.exit(1 if failures or not documents else 0)
