using System.Security.Claims;
using Microsoft.AspNetCore.Http;

namespace Audit.AspNetCore.Attribution;

/// <summary>What the request's context was made from; a feature of the request while the context is ambient.</summary>
internal sealed record AuditedRequest(ClaimsPrincipal User, Endpoint? Endpoint);
