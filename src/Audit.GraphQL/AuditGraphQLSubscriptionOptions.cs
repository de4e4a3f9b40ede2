namespace Audit.GraphQL;

/// <summary>How subscriptions run. Section <c>Audit:GraphQL:Subscriptions</c>.</summary>
public sealed class AuditGraphQLSubscriptionOptions
{
    /// <summary>How many run at once for one user, 1 to 1,000; also the number of their WebSockets. Default: 50.</summary>
    public int MaxPerUser { get; set; } = 50;

    /// <summary>How many run at once in all, 1 to 10,000; also the number of WebSockets. Default: 500.</summary>
    public int Max { get; set; } = 500;

    /// <summary>How long a WebSocket may take to say who it is, one second to a minute. Default: 10 seconds.</summary>
    public TimeSpan InitTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How often a connection is kept alive, and looked at whether its sign-in still holds, one second to five minutes. Default: 15 seconds.
    /// </summary>
    public TimeSpan CheckInterval { get; set; } = TimeSpan.FromSeconds(15);
}
