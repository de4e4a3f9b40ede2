namespace Audit.GraphQL.Exports;

/// <summary>Where exports are mapped.</summary>
internal sealed class ExportRoutes
{
    /// <summary>The path; <see langword="null"/> when files cannot be fetched.</summary>
    public string? Path { get; set; }

    public string? DownloadOf(Guid id) => Path is { } path ? $"{path}/{id}" : null;
}
