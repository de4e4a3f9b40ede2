using Audit.Storage.ClickHouse.Connection;

namespace Audit.Storage.ClickHouse.Embedded;

/// <summary>Brings the store's requests to the application's engine.</summary>
internal sealed class EmbeddedClickHouseTransport(EmbeddedClickHouseEngine engine) : IClickHouseTransport
{
    public bool IsRemote => false;

    public HttpMessageHandler CreateHandler() => engine.CreateHandler();
}
