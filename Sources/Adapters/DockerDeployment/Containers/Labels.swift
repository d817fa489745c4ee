/// Names of the labels on containers and networks.
enum Labels {
    static let platform = "paastech.platform"
    static let project = "paastech.project"
    /// The deployment's number.
    static let deployment = "paastech.deployment"
    static let deploymentID = "paastech.deployment-id"
    static let replica = "paastech.replica"
    /// Host names, separated by commas: what a lost routing file is rebuilt from.
    static let hosts = "paastech.hosts"

    /// The original's labels for Traefik's Docker provider.
    static func traefik(
        project: String, rule: String, entryPoints: [String], network: String, isEnabled: Bool
    ) -> [String: String] {
        [
            "traefik.enable": isEnabled ? "true" : "false",
            "traefik.docker.network": network,
            "traefik.http.routers.\(project).rule": rule,
            "traefik.http.routers.\(project).entrypoints": entryPoints.joined(separator: ","),
            "traefik.http.services.\(project).loadbalancer.server.port": "80",
        ]
    }
}
