import Testing

@testable import SharedReads

@Suite struct SharedReadsTests {
    @Test func onlyWhoCameBeforeAReadBeganSharesIt() async throws {
        let source = Source()
        let reads = SharedReads(readsAtOnce: 1, read: source.read)
        async let first = reads.value(for: "a")
        await reached { source.askedFor.count == 1 }
        // The read has begun with the old value; whoever asks from now on must see the new one.
        source.set("a", 2)
        async let second = reads.value(for: "a")
        async let third = reads.value(for: "a")
        await reached { reads.readersWaiting == 2 }
        source.finishAll()
        try await #expect(first == 1)
        try await #expect(second == 2)
        try await #expect(third == 2)
        #expect(source.askedFor == [["a"], ["a"]])
    }

    @Test func manyReadersShareOneReadOfManyKeys() async throws {
        let source = Source()
        let reads = SharedReads(readsAtOnce: 1, read: source.read)
        async let holder = reads.value(for: "a")
        await reached { source.askedFor.count == 1 }
        let readers = Task {
            try await withThrowingTaskGroup(of: Int?.self) { group in
                for number in 0..<300 { group.addTask { try await reads.value(for: ["a", "b", "none"][number % 3]) } }
                return try await group.reduce(into: [Int?]()) { $0.append($1) }
            }
        }
        await reached { reads.readersWaiting == 300 }
        source.finishAll()
        try await #expect(holder == 1)
        let answers = try await readers.value
        #expect(answers.filter { $0 == 1 }.count == 100)
        #expect(answers.filter { $0 == 10 }.count == 100)
        #expect(answers.filter { $0 == nil }.count == 100)
        #expect(source.askedFor.map { $0.sorted() } == [["a"], ["a", "b", "none"]])
    }

    @Test func severalKeysAreOneQuestion() async throws {
        let source = Source()
        source.finishAll()
        let reads = SharedReads(read: source.read)
        try await #expect(reads.values(for: ["a", "none", "b"]) == ["a": 1, "b": 10])
        try await #expect(reads.values(for: []) == [:])
        #expect(source.askedFor.map { $0.sorted() } == [["a", "b", "none"]])
    }

    @Test func aReadThatHangsDoesNotHoldUpTheNext() async throws {
        let source = Source()
        let reads = SharedReads(readsAtOnce: 2, read: source.read)
        async let hanging = reads.value(for: "a")
        await reached { source.askedFor.count == 1 }
        async let other = reads.value(for: "b")
        await reached { source.askedFor.count == 2 }
        source.finishNewest()
        try await #expect(other == 10)
        source.finishAll()
        try await #expect(hanging == 1)
    }

    @Test func aFailureReachesThoseWhoTookPartAndNobodyElse() async throws {
        let source = Source()
        let reads = SharedReads(readsAtOnce: 1, read: source.read)
        source.fail(true)
        let failing = Task { try await reads.value(for: "a") }
        await reached { source.askedFor.count == 1 }
        source.finishAll()
        await #expect(throws: Source.Failure.self) { try await failing.value }
        source.fail(false)
        try await #expect(reads.value(for: "a") == 1)
    }

    @Test func withAMaximumAgeARecentAnswerServesUntilItIsForgotten() async throws {
        let source = Source()
        source.finishAll()
        let reads = SharedReads(maximumAge: .seconds(3600), read: source.read)
        try await #expect(reads.value(for: "a") == 1)
        source.set("a", 2)
        try await #expect(reads.value(for: "a") == 1)
        try await #expect(reads.value(for: "b") == 10)
        reads.forget()
        try await #expect(reads.value(for: "a") == 2)
    }

    @Test func aReadFromBeforeAForgettingIsNotKept() async throws {
        let source = Source()
        let reads = SharedReads(readsAtOnce: 1, maximumAge: .seconds(3600), read: source.read)
        async let first = reads.value(for: "a")
        await reached { source.askedFor.count == 1 }
        source.set("a", 2)
        reads.forget()
        source.finishAll()
        try await #expect(first == 1)
        try await #expect(reads.value(for: "a") == 2)
    }
}
