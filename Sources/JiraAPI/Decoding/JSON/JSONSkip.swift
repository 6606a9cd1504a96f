import SyncCore

extension JSONScanner {
    /// Skips a value of any kind, checking it as strictly as one that is read.
    @inline(__always)
    mutating func skipValue() throws(ScanError) {
        switch peek() {
        case Byte.quote: _ = try string()
        case Byte.openBrace, Byte.openBracket: try skipContainer()
        default: try skipSimple()
        }
    }

    /// Skips a value and gives its text.
    @inline(__always)
    mutating func rawValue() throws(ScanError) -> TextSlice {
        _ = peek()
        let first = cursor
        try skipValue()
        return TextSlice(start: first, count: cursor - first)
    }

    /// Skips a number or a literal.
    @inline(__always)
    mutating func skipSimple() throws(ScanError) {
        switch cursor.pointee {
        case Byte.minus, Byte.zero...Byte.nine: _ = try numberText()
        case Byte.n: try literal(Byte.nullWord, count: 4)
        case Byte.t: try literal(Byte.trueWord, count: 4)
        case Byte.f:
            cursor += 1
            try literal(Byte.alseWord, count: 4)
        default: throw fault(.unexpectedByte)
        }
    }

    /// Skips the array or object at the cursor.
    ///
    /// Iterative: the kinds of the open containers are bits (1 an object), the innermost lowest, which is
    /// what the depth limit makes room for.
    @inline(never)
    mutating func skipContainer() throws(ScanError) {
        var kinds: UInt128 = 0
        let outer = depth
        var isObject = false
        descend: while true {
            // At an opening bracket.
            let opens = cursor.pointee
            if opens == Byte.openBrace ? try openObject() : try openArray() {
                kinds = kinds << 1 | (isObject ? 1 : 0)
                isObject = opens == Byte.openBrace
            } else if depth == outer {
                return
            } else if try !leave(&kinds, &isObject, outer: outer) {
                return
            }
            while true {
                if isObject { _ = try key() }
                let byte = peek()
                if byte == Byte.quote {
                    _ = try string()
                } else if byte == Byte.openBrace || byte == Byte.openBracket {
                    continue descend
                } else {
                    try skipSimple()
                }
                if try !leave(&kinds, &isObject, outer: outer) { return }
            }
        }
    }

    /// Behind a value: leaves every container that ends here; false when the outermost has ended.
    @inline(__always)
    private mutating func leave(
        _ kinds: inout UInt128, _ isObject: inout Bool, outer: Int
    ) throws(ScanError) -> Bool {
        while try !(isObject ? nextMember() : nextElement()) {
            if depth == outer { return false }
            isObject = kinds & 1 == 1
            kinds >>= 1
        }
        return true
    }
}
