# === a context for each call
import ssl
import urllib.request


def handler(event, context):
    trust = ssl.create_default_context()  # WF105
    with urllib.request.urlopen(event["url"], context=trust, timeout=3) as answer:
        return answer.status
# === in a helper that loads a certificate
import ssl
from http.client import HTTPSConnection


def connection(host):
    trust = ssl.create_default_context(cafile="ca.pem")  # WF105
    return HTTPSConnection(host, context=trust, timeout=3)


def handler(event, context):
    wire = connection("bank.example.com")
    wire.request("GET", "/balance")
    return wire.getresponse().read().decode()
# === near miss: made once
import ssl
import urllib.request

TRUST = ssl.create_default_context()


def handler(event, context):
    with urllib.request.urlopen(event["url"], context=TRUST, timeout=3) as answer:
        return answer.status
# === near miss: a certificate of the event's
import ssl
import tempfile


def handler(event, context):
    with tempfile.NamedTemporaryFile("w") as file:
        file.write(event["certificate"])
        file.flush()
        trust = ssl.create_default_context(cafile=event["path"])
    return trust.verify_mode.name
# === a context that loads no certificates
import ssl


def handler(event, context):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    return context.check_hostname
