namespace Audit.GraphQL.Transport.WebSockets;

/// <summary>Why a WebSocket is closed, as <c>graphql-transport-ws</c> and RFC 6455 number it.</summary>
internal static class CloseCodes
{
    public const int GoingAway = 1001;
    public const int TooBig = 1009;
    public const int BadRequest = 4400;
    public const int Unauthorized = 4401;
    public const int Forbidden = 4403;
    public const int SubprotocolNotAcceptable = 4406;
    public const int InitialisationTimeout = 4408;
    public const int SubscriberExists = 4409;
    public const int TooManyRequests = 4429;
}
