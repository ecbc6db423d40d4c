// The YAML language service in a worker of its own: completion, hover and formatting of scenarios.
import "monaco-yaml/yaml.worker";
