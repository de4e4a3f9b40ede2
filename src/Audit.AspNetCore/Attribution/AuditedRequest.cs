using System.Security.Claims;
using Audit.Context;
using Microsoft.AspNetCore.Http;

namespace Audit.AspNetCore.Attribution;

/// <summary>What the request's context was made from; a feature of the request while the context is ambient.</summary>
/// <param name="User">Who acts.</param>
/// <param name="Endpoint">What is asked for.</param>
/// <param name="Outer">What the application made ambient around the request.</param>
/// <param name="Context">What is ambient within it.</param>
internal sealed record AuditedRequest(ClaimsPrincipal User, Endpoint? Endpoint, AuditContext Outer, AuditContext Context);
