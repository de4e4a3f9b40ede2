namespace Audit.Storage.ClickHouse.Schema;

/// <summary>Who applies migrations.</summary>
/// <param name="Application">The name of the application.</param>
/// <param name="Name">Machine and process.</param>
/// <param name="Id">Tells it from every other, also in the same process.</param>
internal sealed record SchemaInstance(string Application, string Name, string Id)
{
    public static SchemaInstance Create(string application)
    {
        var name = $"{Environment.MachineName}:{Environment.ProcessId}";
        return new SchemaInstance(application, name, $"{name}:{Guid.CreateVersion7():N}");
    }
}
