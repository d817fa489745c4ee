/// A table while its document is being read, with what TOML needs to refuse redefinitions.
final class TOMLTableBuilder {
    /// How a table came to be; decides what may still be added to it.
    enum Origin {
        /// Named only as the parent of another header.
        case implicit
        /// Opened by its own `[header]`.
        case header
        /// Made by a dotted key.
        case dotted
    }

    enum Slot {
        case value(TOMLNode)
        case table(TOMLTableBuilder)
        case arrayOfTables([TOMLTableBuilder], TOMLPosition)
    }

    var origin: Origin
    let position: TOMLPosition
    private var keys: [String] = []
    private var slots: [String: Slot] = [:]

    init(origin: Origin, position: TOMLPosition) {
        self.origin = origin
        self.position = position
    }

    subscript(key: String) -> Slot? {
        get { slots[key] }
        set {
            if slots[key] == nil { keys.append(key) }
            slots[key] = newValue
        }
    }

    /// The finished table.
    func finished() -> TOMLTable {
        var table = TOMLTable()
        for key in keys {
            switch slots[key] {
            case .value(let node): table[key] = node
            case .table(let builder): table[key] = TOMLNode(.table(builder.finished()), at: builder.position)
            case .arrayOfTables(let builders, let position):
                let nodes = builders.map { TOMLNode(.table($0.finished()), at: $0.position) }
                table[key] = TOMLNode(.array(nodes), at: position)
            case nil: break
            }
        }
        return table
    }
}
