# SPDX-License-Identifier: MIT
"""Throw-away authorities and certificates for loopback, made by openssl."""

import subprocess


def openssl(*arguments, cwd):
    subprocess.run(["openssl", *map(str, arguments)], cwd=cwd, check=True, capture_output=True)


def authority(folder, name):
    """:returns: the authority's PEM file"""
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
            "-days", "2", "-subj", f"/CN={name}", "-keyout", f"{name}.key", "-out", f"{name}.pem",
            cwd=folder)
    return folder / f"{name}.pem"


def certificate(folder, name, issuer, alternative="IP:127.0.0.1", days="2"):
    """:returns: certificate and key, as ssl's load_cert_chain wants them"""
    openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj",
            f"/CN={name}", "-keyout", f"{name}.key", "-out", f"{name}.csr", cwd=folder)
    (folder / f"{name}.ext").write_text(f"subjectAltName={alternative}\n")
    openssl("x509", "-req", "-in", f"{name}.csr", "-CA", f"{issuer}.pem", "-CAkey",
            f"{issuer}.key", "-CAcreateserial", "-days", days, "-extfile", f"{name}.ext", "-out",
            f"{name}.pem", cwd=folder)
    return folder / f"{name}.pem", folder / f"{name}.key"
