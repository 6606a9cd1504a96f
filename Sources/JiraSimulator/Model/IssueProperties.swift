import Foundation

extension SiteState {
    /// Apps keep their own notes at issues: no history tells of them.
    ///
    /// - Parameter value: as JSON; nil takes the property away.
    mutating func setProperty(
        _ slot: Int32, _ key: String, _ value: String?, _ time: Int64
    ) throws(MutationRefusal) -> MutationResult {
        guard !key.isEmpty, key.utf16.count <= 255 else {
            throw MutationRefusal(message: "The key of a property has 1 to 255 characters.")
        }
        if let value {
            let json = try? JSONSerialization.jsonObject(with: Data(value.utf8), options: .fragmentsAllowed)
            guard json != nil else { throw MutationRefusal(message: "The value of a property is JSON.") }
        } else if detail(slot).properties[key] == nil {
            throw .unknown("property", key)
        }
        return quietly(slot, time, options.updatedRules.issueProperty) { $0.properties[key] = value }
    }
}

extension SimulatedSite {
    /// `/issue/{idOrKey}/properties`: the keys alone.
    package func properties(_ idOrKey: String, as user: String?) -> Result<[UInt8], APIFailure> {
        let state = read()
        return visible(idOrKey, state, state.viewer(user)).map { slot in
            let base = (state.blocks ?? RenderedBlocks(state)).base
            var out = JSONBuffer(capacity: 256)
            out.raw("{\"keys\":[")
            for (index, key) in state.detail(slot).properties.keys.sorted().enumerated() {
                if index > 0 { out.byte(44) }
                out.raw("{\"self\":\"")
                out.raw(base)
                let place = key.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
                out.plain("/rest/api/2/issue/\(state.key(slot))/properties/\(place)")
                out.raw("\",\"key\":")
                out.string(key)
                out.byte(125)
            }
            out.raw("]}")
            return out.bytes
        }
    }

    /// `/issue/{idOrKey}/properties/{key}`: 404 where the issue has none of that key.
    package func property(
        _ idOrKey: String, key: String, as user: String?
    ) -> Result<[UInt8], APIFailure> {
        let state = read()
        return visible(idOrKey, state, state.viewer(user)).flatMap { slot in
            guard let value = state.detail(slot).properties[key] else {
                return .failure(.messages(404, ["The property '\(key)' does not exist."]))
            }
            var out = JSONBuffer(capacity: 256)
            out.raw("{\"key\":")
            out.string(key)
            out.raw(",\"value\":")
            out.raw(Array(value.utf8))
            out.byte(125)
            return .success(out.bytes)
        }
    }
}
