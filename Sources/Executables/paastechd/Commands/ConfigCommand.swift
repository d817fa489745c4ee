import ArgumentParser
import Foundation
import LocalPlatform

struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Lists every setting of the environment with its meaning.")

    func run() throws {
        let width = PlatformSettings.keys.map(\.variable.count).max() ?? 0
        for key in PlatformSettings.keys {
            print("\(key.variable.padding(toLength: width + 2, withPad: " ", startingAt: 0))\(key.meaning)")
        }
    }
}
