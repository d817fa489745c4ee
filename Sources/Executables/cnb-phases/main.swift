import Glibc
import LifecyclePhases
import LinuxSystem

// The programs of /cnb/lifecycle as links to one static binary, which does what its name says.
exit(PhaseProgram.run(CommandLine.arguments, environment: ProcessImage.environment()))
