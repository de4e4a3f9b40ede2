using System.Reflection;
using Audit.Testing.Repository;
using PublicApiGenerator;

namespace Audit.Repository.Tests;

/// <summary>The public API of every package is approved by a text beside these tests, so that it changes on purpose only.</summary>
public sealed class PublicApiTests
{
    private static readonly ApiGeneratorOptions Options = new()
    {
        // What a build stamps on an assembly is no API.
        IncludeAssemblyAttributes = false,
        ExcludeAttributes = ["System.Diagnostics.CodeAnalysis.UnconditionalSuppressMessageAttribute"],
        AllowNamespacePrefixes = ["Microsoft.Extensions.DependencyInjection", "Microsoft.AspNetCore.Builder", "Microsoft.EntityFrameworkCore", "System.Data.Common"],
    };

    public static TheoryData<string> Packages =>
        [.. Directory.EnumerateDirectories(RepositoryRoot.PathOf("src"), "Audit*").Select(static path => Path.GetFileName(path)).Order()];

    [Theory]
    [MemberData(nameof(Packages))]
    public void Public_api_is_as_approved(string package)
    {
        var approvedFile = RepositoryRoot.PathOf($"tests/Audit.Repository.Tests/Approved/{package}.approved.txt");
        var receivedFile = RepositoryRoot.PathOf($"tests/Audit.Repository.Tests/Approved/{package}.received.txt");
        var approved = File.Exists(approvedFile) ? File.ReadAllText(approvedFile) : "";

        var received = Assembly.Load(package).GeneratePublicApi(Options).ReplaceLineEndings("\n") + "\n";

        if (received == approved)
        {
            File.Delete(receivedFile);
            return;
        }

        File.WriteAllText(receivedFile, received);
        Assert.Fail(
            $"The public API of {package} differs from what was approved. If that is meant: mv {receivedFile} {approvedFile}\n{FirstDifference(approved, received)}");
    }

    private static string FirstDifference(string approved, string received)
    {
        var old = approved.Split('\n');
        var now = received.Split('\n');
        var line = 0;
        while (line < old.Length && line < now.Length && old[line] == now[line])
            line++;
        return $"Line {line + 1}\napproved: {old.ElementAtOrDefault(line)}\nreceived: {now.ElementAtOrDefault(line)}";
    }
}
