import ArgumentParser
import Foundation
import LocalPlatform
import PlatformModel

struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Checks every part and says what is wrong and how to mend it.")

    @OptionGroup var options: PlatformOptions

    func run() async throws {
        let diagnosis = Diagnosis(settings: try options.settings(), searchPath: try Installation().path)
        let findings = await diagnosis.findings() + (await database())
        for finding in findings {
            let part = finding.part.padding(toLength: 11, withPad: " ", startingAt: 0)
            let verdict = finding.verdict.rawValue.padding(toLength: 8, withPad: " ", startingAt: 0)
            print("\(part) \(verdict) \(finding.text)")
            if let remedy = finding.remedy { print("                     mend it with: \(remedy)") }
        }
        if findings.contains(where: { $0.verdict == .broken }) { throw ExitCode.failure }
    }

    private func database() async -> [Finding] {
        do {
            let platform = try Platform(options, applicationName: "paastechd doctor")
            return await platform.database.examine().map { finding in
                Finding(
                    "database", finding.isGood ? .good : .broken, "\(finding.subject.rawValue): \(finding.message)",
                    remedy: finding.remedy)
            }
        } catch {
            return [Finding("database", .warning, "\(error)", remedy: "paastechd up")]
        }
    }
}
