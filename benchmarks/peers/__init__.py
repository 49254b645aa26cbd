"""Workers that run one workload on one peer, each in the environment that holds that peer."""
