import Testing

@Suite("paastech/python")
struct PythonTests {
    static let environment = ["PATH=/layers/paastech_python/venv/bin:/usr/bin:/bin", "PYTHONPATH=/workspace"]

    @Test func installsVendoredPackagesWithoutAnIndexAndKeepsThem() async throws {
        try await withSample("python-app", buildpack: "python") { sample in
            let first = try await sample.build()
            #expect(first.status.isSuccess, "\(first.errors)")
            #expect(first.output.contains("Successfully installed greeting-cards-1.0.0"))
            #expect(first.output.contains("Process web: python3 app.py"))

            try await sample.change("echo '# changed' >>app.py")
            let second = try await sample.build()
            #expect(second.output.contains("Packages of requirements.txt: unchanged, taken from the cache"))

            try await sample.change("echo '# changed' >>requirements.txt")
            #expect(try await sample.build().output.contains("Successfully installed greeting-cards-1.0.0"))

            let application = try await sample.launch(["python3", "app.py"], environment: Self.environment)
            try await application.waitUntilReady()
            #expect(try await application.get("/bob").body == "Hello bob, with love from a wheel\n")
            #expect(try await application.stop() == "0")
        }
    }

    @Test func readsTheDependenciesOfPyproject() async throws {
        try await withSample("python-app", buildpack: "python") { sample in
            try await sample.change(
                """
                rm requirements.txt
                printf '[project]\\nname = "x"\\nversion = "1"\\ndependencies = ["greeting-cards==1.0.0"]\\n' >pyproject.toml
                """)
            let result = try await sample.build(variables: ["PIP_NO_INDEX=1", "PIP_FIND_LINKS=./vendor"])
            #expect(result.status.isSuccess, "\(result.errors)")
            #expect(result.output.contains("Packages of pyproject.toml: installing with pip"))
            #expect(result.output.contains("Successfully installed greeting-cards-1.0.0"))
        }
    }

    @Test(arguments: [
        (
            "rm requirements.txt; printf '[project]\\nrequires-python = \">=3.99\"\\n' >pyproject.toml",
            "pyproject.toml asks for Python >=3.99, this builder has 3."
        ),
        ("echo missing-package==9 >>requirements.txt", "pip could not install what requirements.txt asks for"),
        ("rm requirements.txt; echo '[' >pyproject.toml", "pyproject.toml is not valid TOML"),
        (
            "rm requirements.txt; printf '[project]\\ndynamic = [\"dependencies\"]\\n' >pyproject.toml",
            "the dependencies in pyproject.toml are dynamic; list them under [project], or in a requirements.txt"
        ),
    ])
    func failsWithASentence(change: String, sentence: String) async throws {
        try await withSample("python-app", buildpack: "python") { sample in
            try await sample.change(change)
            let result = try await sample.build()
            #expect(result.status == .exited(1))
            #expect(result.errors.contains(sentence), "\(result.errors)")
        }
    }
}
