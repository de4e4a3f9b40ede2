using Audit.EfCore.DesignTime;

namespace Audit.EfCore.Tests.DesignTime;

public sealed class ToolCommandTests
{
    [Theory]
    [InlineData("/tools/ef.dll database update --assembly a.dll", "dotnet ef database update", "--assembly a.dll")]
    [InlineData("/tools/ef.dll database update 0 --verbose", "dotnet ef database update", "0 --verbose")]
    [InlineData("/tools/ef.dll --version", "dotnet ef", "--version")]
    [InlineData("/deploy/efbundle Create --connection x", "efbundle", "Create --connection x")]
    [InlineData("/deploy/efbundle", "efbundle", "")]
    public void A_command_is_named_by_its_words(string commandLine, string name, string arguments)
    {
        var command = ToolCommand.CommandOf(commandLine.Split(' '));
        Assert.Equal((name, arguments), (command.Name, string.Join(' ', command.Arguments)));
    }
}
