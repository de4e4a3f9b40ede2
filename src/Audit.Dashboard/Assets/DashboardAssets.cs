using Audit.GraphQL.Pages;
using Microsoft.AspNetCore.Http;

namespace Audit.Dashboard.Assets;

/// <summary>The files of the dashboard. Thread-safe.</summary>
internal sealed class DashboardAssets
{
    private readonly PageFiles _files = new(typeof(DashboardAssets).Assembly, "web/", "assets/");

    /// <summary>The names of the files that are served.</summary>
    public IEnumerable<string> Names => _files.Names;

    /// <summary>Reads a file that lies beside the served ones.</summary>
    public byte[] Read(string name) => _files.Read(name);

    /// <summary>Sends a file.</summary>
    public Task WriteAsync(HttpContext context, string name) => _files.WriteAsync(context, name);
}
