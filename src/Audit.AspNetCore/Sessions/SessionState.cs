using System.Collections.Immutable;
using System.Net;
using Audit.Context;

namespace Audit.AspNetCore.Sessions;

/// <summary>What is known of a session.</summary>
/// <param name="Actor">Whose session it is.</param>
/// <param name="FirstSeen">When its first request came.</param>
/// <param name="LastSeen">When its last request came.</param>
/// <param name="Origins">From where requests of it came, the last first.</param>
public sealed record SessionState(AuditActor Actor, DateTimeOffset FirstSeen, DateTimeOffset LastSeen, ImmutableArray<SessionOrigin> Origins);

/// <summary>From where a request came.</summary>
/// <param name="Ip">The client's address.</param>
/// <param name="UserAgent">The client's user agent, redacted.</param>
public sealed record SessionOrigin(IPAddress? Ip, string? UserAgent);
