namespace Audit.Dashboard.Access;

/// <summary>Marks the endpoints of the dashboard.</summary>
/// <param name="Root">The path that it is mapped to.</param>
internal sealed record DashboardMetadata(string Root);
