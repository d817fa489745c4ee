// What an image consists of and how a build is told is the same for a platform and for a lifecycle's phases.
@_exported import ApplicationImages
