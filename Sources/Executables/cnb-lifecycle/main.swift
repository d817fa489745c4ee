import BuildpackLifecycle
import Glibc
import LinuxSystem

// One static binary with two faces: `lifecycle` runs the phases inside a build container, anything else (`launcher`,
// or a process type by its link in /cnb/process) starts a process of an application image.
let arguments = CommandLine.arguments
let environment = ProcessImage.environment()
let program = arguments.first ?? "launcher"
switch program.split(separator: "/").last {
case "lifecycle", "cnb-lifecycle": exit(ContainerBuild(environment: environment).run())
default:
    exit(Launcher(program: program, arguments: Array(arguments.dropFirst()), environment: environment).run())
}
