"""Signs a PDF with a certificate made on the spot, and asks whether the signature holds. Usage: sign.py IN OUT [bare]

With `bare`, the metadata stay as they are; without, pyHanko writes them anew, as it does where nobody tells it otherwise.
"""
import datetime
import sys

from pyhanko.keys import load_cert_from_pemder  # noqa: F401  (the module tells when pyHanko is missing)
from asn1crypto import keys, x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

source, target = sys.argv[1:3]
key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "架空の署名者")])
now = datetime.datetime.now(datetime.timezone.utc)
certificate = (
    x509.CertificateBuilder()
    .subject_name(name)
    .issuer_name(name)
    .public_key(key.public_key())
    .serial_number(x509.random_serial_number())
    .not_valid_before(now - datetime.timedelta(days=1))
    .not_valid_after(now + datetime.timedelta(days=1))
    .add_extension(x509.KeyUsage(True, True, False, False, False, False, False, False, False), critical=True)
    .sign(key, hashes.SHA256())
)
certificate = asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))
private = keys.PrivateKeyInfo.load(
    key.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
)
signer = signers.SimpleSigner(signing_cert=certificate, signing_key=private, cert_registry=SimpleCertificateStore())
with open(source, "rb") as plain, open(target, "wb") as signed:
    writer = IncrementalPdfFileWriter(plain)
    if "bare" in sys.argv[3:]:
        writer._update_meta = lambda: None
    signers.sign_pdf(writer, signers.PdfSignatureMetadata(field_name="Signature"), signer=signer, output=signed)
with open(target, "rb") as signed:
    embedded = PdfFileReader(signed).embedded_signatures[0]
    status = validate_pdf_signature(embedded, ValidationContext(trust_roots=[certificate], allow_fetching=False))
    print(f"intact: {status.intact}, valid: {status.valid}, whole file: {status.coverage}")
