import ClientAPIContract

extension ClientError {
    /// A conflict about an application means that it does not run. The server says so in terms of routes; here it is said
    /// in terms of commands.
    func aboutApplication(of project: ProjectResource) -> ClientError {
        guard httpStatus == 409 else { return self }
        return ClientError(
            .refused, "\(project.name) is not running", next: "paastech deploy, or git push paastech main",
            httpStatus: httpStatus)
    }

    static func nothingDeployed(_ project: ProjectResource) -> ClientError {
        ClientError(
            .refused, "\(project.name) has no image to roll out yet", next: "git push paastech main", httpStatus: 409)
    }
}
