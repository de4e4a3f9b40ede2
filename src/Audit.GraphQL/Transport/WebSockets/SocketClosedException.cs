namespace Audit.GraphQL.Transport.WebSockets;

/// <summary>A WebSocket has to be closed.</summary>
/// <param name="code">One of <see cref="CloseCodes"/>.</param>
/// <param name="reason">For the client, at most 123 bytes.</param>
internal sealed class SocketClosedException(int code, string reason) : Exception(reason)
{
    public int Code => code;
}
