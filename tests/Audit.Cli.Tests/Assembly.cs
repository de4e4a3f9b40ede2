using Audit.Testing.EmbeddedEngine;

[assembly: AssemblyFixture(typeof(EmbeddedEngineFixture))]
