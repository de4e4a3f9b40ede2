namespace Audit.AspNetCore.Access;

/// <summary>The roles of those who read the audit log or act on it.</summary>
public static class AuditRoles
{
    /// <summary>Reads events through the API.</summary>
    public const string Viewer = "Viewer";

    /// <summary>Reads events through the API and by SQL.</summary>
    public const string Analyst = "Analyst";

    /// <summary>Reads events through the API and decides on pending operations.</summary>
    public const string Operator = "Operator";

    /// <summary>May do all that the other roles may.</summary>
    public const string Admin = "Admin";

    /// <summary>All roles.</summary>
    public static IReadOnlyList<string> All { get; } = [Viewer, Analyst, Operator, Admin];
}
