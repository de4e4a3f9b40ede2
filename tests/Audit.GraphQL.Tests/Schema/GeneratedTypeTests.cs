using Audit.GraphQL.Schema;
using Audit.GraphQL.Tests.Hosting;
using Audit.GraphQL.Tests.Transport;
using GraphQL;

namespace Audit.GraphQL.Tests.Schema;

/// <summary>Types that a client in TypeScript generates from the served schema.</summary>
public sealed class GeneratedTypeTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Node", "Types");

    [Fact]
    public async Task Generated_types_compile_and_the_generated_documents_can_be_persisted()
    {
        await NodeScript.InstallAsync(Folder);
        await File.WriteAllTextAsync(Path.Combine(Folder, "schema.graphql"), new AuditGraphSchema().Print(), TestContext.Current.CancellationToken);
        var programs = Path.Combine(Folder, "node_modules", ".bin");
        await NodeScript.RunAsync(Path.Combine(programs, "graphql-codegen"), ["--config", "codegen.json"], Folder);
        await NodeScript.RunAsync(Path.Combine(programs, "tsc"), ["-p", "tsconfig.json"], Folder);

        // What the generator calls them by is what the API finds them by.
        await using var host = await GraphHost.StartAsync(
            new MemoryReader(), new() { ["Audit:GraphQL:PersistedDocuments:Path"] = Path.Combine(Folder, "generated", "persisted-documents.json"), ["Audit:GraphQL:PersistedDocuments:Only"] = "true" });
        Assert.Equal("PERSISTED_DOCUMENT_REQUIRED", (await host.RefusalAsync("{me{id}}")).Code);
    }
}
