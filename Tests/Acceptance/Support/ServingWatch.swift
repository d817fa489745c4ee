import Foundation

/// Somebody who asks for an application's page again and again, and notes every answer that is not one.
struct ServingWatch {
    /// Asked several times a second, so that a gap of the time a container takes to start is seen.
    private static let pause = Duration.milliseconds(150)

    private let task: Task<[String], Never>

    init(_ developer: Developer) {
        // Unstructured because it accompanies the steps of a story; `end` waits for it.
        task = Task {
            var failures: [String] = []
            while !Task.isCancelled {
                let began = Date()
                let answer = try? await developer.browse()
                if answer?.status != 200 {
                    failures.append("\(began.formatted(.iso8601)): \(answer.map { "\($0.status)" } ?? "no answer")")
                }
                try? await Task.sleep(for: Self.pause)
            }
            return failures
        }
    }

    /// The failures so far.
    func end() async -> [String] {
        task.cancel()
        return await task.value
    }
}
