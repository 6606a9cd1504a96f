import OpenSSLCrypto

/// The spellings in which a secret may turn up in a message, longest first.
enum SecretForms {
    static func all(of secret: [UInt8]) -> [[UInt8]] {
        var forms: Set<[UInt8]> = [secret]
        for text in [percentEncoded(secret, upperCase: true), percentEncoded(secret, upperCase: false)] {
            forms.insert(Array(text.utf8))
            // OAuth encodes twice: the value inside a parameter of a signature base string.
            forms.insert(Array(percentEncoded(Array(text.utf8), upperCase: true).utf8))
        }
        for upperCase in [true, false] { forms.insert(Array(hexadecimal(secret, upperCase: upperCase).utf8)) }
        // `user:secret` in base64 starts the secret at any of three alignments; the symbols that only
        // depend on the secret are compared.
        for offset in 0..<3 {
            let padded = [UInt8](repeating: 0, count: offset) + secret
            let symbols = Array(Base64.encode(padded).utf8)
            let first = (offset * 8 + 5) / 6
            let last = padded.count * 8 / 6
            guard last - first >= 6 else { continue }
            let standard = Array(symbols[first..<last])
            forms.insert(standard)
            forms.insert(standard.map { $0 == 0x2B ? 0x2D : $0 == 0x2F ? 0x5F : $0 })
        }
        // A key in PEM form is quoted line by line.
        for line in secret.split(separator: 0x0A) where line.count >= 16 && line.first != 0x2D {
            forms.insert(Array(line))
        }
        return forms.sorted { $0.count > $1.count }
    }

    private static func percentEncoded(_ bytes: [UInt8], upperCase: Bool) -> String {
        var text = ""
        for byte in bytes {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E:
                text.unicodeScalars.append(Unicode.Scalar(byte))
            default: text += "%" + hexadecimal([byte], upperCase: upperCase)
            }
        }
        return text
    }

    private static func hexadecimal(_ bytes: [UInt8], upperCase: Bool) -> String {
        bytes.map { byte in
            let digits = String(byte, radix: 16, uppercase: upperCase)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }
}
