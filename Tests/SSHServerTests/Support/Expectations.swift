import Testing

/// `#expect(actual == expected)` for calls that change a value, which the macro cannot take.
func expect<Value: Equatable>(
    _ actual: Value, is expected: Value, sourceLocation: SourceLocation = #_sourceLocation
) {
    #expect(actual == expected, sourceLocation: sourceLocation)
}
