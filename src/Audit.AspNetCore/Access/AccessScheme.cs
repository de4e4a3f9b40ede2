namespace Audit.AspNetCore.Access;

/// <summary>A further authentication scheme whose users may get in.</summary>
internal sealed record AccessScheme(string Name);
