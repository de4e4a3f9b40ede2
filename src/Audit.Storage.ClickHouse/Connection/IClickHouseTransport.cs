namespace Audit.Storage.ClickHouse.Connection;

/// <summary>
/// How requests reach ClickHouse when it is not by the plain network. Registered in the services at most once, for example by the embedded engine.
/// </summary>
public interface IClickHouseTransport
{
    /// <summary>
    /// Whether ClickHouse is at the other end of a network, so that compression pays and <see cref="ClickHouseStorageOptions.ConnectionString"/> tells the
    /// address and the account. Otherwise the handler answers by itself, and there must be no connection string.
    /// </summary>
    bool IsRemote { get; }

    /// <summary>Creates a handler that answers the ClickHouse HTTP interface. The caller disposes it.</summary>
    HttpMessageHandler CreateHandler();
}
