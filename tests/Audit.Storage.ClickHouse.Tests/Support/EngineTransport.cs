using Audit.Storage.ClickHouse.Connection;
using Audit.Testing.EmbeddedEngine;

namespace Audit.Storage.ClickHouse.Tests.Support;

/// <summary>Requests of an application under test run on the engine of the test process.</summary>
internal sealed class EngineTransport(EmbeddedEngineFixture engine) : IClickHouseTransport
{
    public bool IsRemote => false;

    public HttpMessageHandler CreateHandler() => engine.CreateHandler();
}
