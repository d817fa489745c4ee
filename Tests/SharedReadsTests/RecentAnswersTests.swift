import Testing

@testable import SharedReads

@Suite struct RecentAnswersTests {
    private let begin = ContinuousClock.now

    @Test func anAnswerServesAsLongAsItsReadIsYoungEnough() {
        var answers = RecentAnswers<String, Int>()
        answers.keep(["a": 1], of: ["a", "none"], from: begin, notOlderThan: .seconds(1), at: begin)
        #expect(answers.answers(to: ["a"], notOlderThan: .seconds(1), at: begin + .seconds(1)) == ["a": 1])
        #expect(answers.answers(to: ["a"], notOlderThan: .seconds(1), at: begin + .milliseconds(1001)) == nil)
        // That there is nothing is an answer, too; that nothing is known is none.
        #expect(answers.answers(to: ["none"], notOlderThan: .seconds(1), at: begin) == [:])
        #expect(answers.answers(to: ["b"], notOlderThan: .seconds(1), at: begin) == nil)
        #expect(answers.answers(to: ["a", "b"], notOlderThan: .seconds(1), at: begin) == nil)
        #expect(answers.answers(to: ["a", "none"], notOlderThan: .seconds(1), at: begin) == ["a": 1])
    }

    @Test func aSlowReadDoesNotReplaceTheAnswerOfALaterOne() {
        var answers = RecentAnswers<String, Int>()
        answers.keep(["a": 2], of: ["a"], from: begin + .milliseconds(5), notOlderThan: .seconds(1), at: begin)
        answers.keep(["a": 1], of: ["a"], from: begin, notOlderThan: .seconds(1), at: begin)
        #expect(answers.answers(to: ["a"], notOlderThan: .seconds(1), at: begin) == ["a": 2])
    }

    @Test func whatBeganBeforeTheForgettingIsNotKeptAfterIt() {
        var answers = RecentAnswers<String, Int>()
        answers.keep(["a": 1], of: ["a"], from: begin, notOlderThan: .seconds(9), at: begin)
        answers.forget(at: begin + .seconds(1))
        #expect(answers.answers(to: ["a"], notOlderThan: .seconds(9), at: begin + .seconds(1)) == nil)
        answers.keep(["a": 1], of: ["a"], from: begin, notOlderThan: .seconds(9), at: begin + .seconds(2))
        #expect(answers.answers(to: ["a"], notOlderThan: .seconds(9), at: begin + .seconds(2)) == nil)
        answers.keep(["a": 2], of: ["a"], from: begin + .seconds(1), notOlderThan: .seconds(9), at: begin + .seconds(2))
        #expect(answers.answers(to: ["a"], notOlderThan: .seconds(9), at: begin + .seconds(2)) == ["a": 2])
    }
}
