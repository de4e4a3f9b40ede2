namespace Audit.EndToEnd.Tests.Host;

/// <summary>A directory for the data of a host, removed at the end.</summary>
internal sealed class HostDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("audit-host-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
