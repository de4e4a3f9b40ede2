using Audit.Storage.ClickHouse.Connection;

namespace Audit.Testing.EmbeddedEngine;

/// <summary>Requests of an application under test run on the engine of the test process.</summary>
internal sealed class EngineTransport(EmbeddedEngineFixture engine) : IClickHouseTransport
{
    public bool IsRemote => false;

    public HttpMessageHandler CreateHandler() => engine.CreateHandler();
}
