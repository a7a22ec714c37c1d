"""Who signed, according to eth-account: reads a JSON list of questions, prints a JSON list of addresses.

A question is {"typedData", "signature"} (EIP-712) or {"text", "signature"} (EIP-191). null where the library refuses.
"""

import json
import sys

from eth_account import Account
from eth_account.messages import encode_defunct, encode_typed_data


def signer(question):
    try:
        if "text" in question:
            message = encode_defunct(text=question["text"])
        else:
            typed = question["typedData"]
            # The library takes integers as numbers, not as decimal strings.
            numbers = {name: int(typed["message"][name]) for name in ("issuedAt", "submitBy")}
            message = encode_typed_data(full_message={**typed, "message": {**typed["message"], **numbers}})
        return Account.recover_message(message, signature=question["signature"])
    except Exception:  # Whatever it refuses by, it refuses.
        return None


json.dump([signer(question) for question in json.load(sys.stdin)], sys.stdout)
