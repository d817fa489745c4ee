import ClientAPIContract

extension Console {
    /// A listing as a table, or as JSON where that was asked for. An empty table says what to do instead.
    func show<Value: Encodable>(
        _ values: [Value], as options: ListingOptions, emptyText: String, _ table: (Style) -> Table
    ) throws {
        if options.json { return try json(values) }
        guard !values.isEmpty else { return note(emptyText) }
        for line in table(style).lines(style: style) { self.line(line) }
    }

    func json(_ value: some Encodable) throws {
        line(String(decoding: try WireCoding.encode(value, indented: true), as: UTF8.self))
    }
}
