"""pyrage (rage in Python) encrypts and opens as asked: JSON in, JSON out, null where it refuses."""

import json
import sys

import pyrage
from pyrage import passphrase, x25519


def attempt(work):
    try:
        return work()
    except (pyrage.DecryptError, pyrage.EncryptError, pyrage.RecipientError, pyrage.IdentityError):
        return None


def encrypted(question):
    recipients = [x25519.Recipient.from_str(text) for text in question["recipients"]]
    return attempt(lambda: pyrage.encrypt(question["text"].encode(), recipients, armored=True).decode())


def decrypted(question):
    identity = x25519.Identity.from_str(question["identity"])
    return attempt(lambda: pyrage.decrypt(question["file"].encode(), [identity]).decode())


def locked(question):
    return attempt(lambda: passphrase.encrypt(question["text"].encode(), question["passphrase"], armored=True).decode())


def opened(question):
    return attempt(lambda: passphrase.decrypt(question["file"].encode(), question["passphrase"]).decode())


asked = json.load(sys.stdin)
answers = {"encrypt": encrypted, "decrypt": decrypted, "lock": locked, "open": opened}
json.dump({name: [answer(question) for question in asked.get(name, [])] for name, answer in answers.items()}, sys.stdout)
