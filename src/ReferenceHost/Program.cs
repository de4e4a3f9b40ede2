using ReferenceHost;
using ReferenceHost.Features.Commands;
using ReferenceHost.Features.Welcome;

if (CommandHost.IsCommand(args))
    return await CommandHost.RunAsync(args);

try
{
    await using var app = ReferenceApplication.Create(args);
    await app.StartAsync();
    app.Welcome(Console.Out);
    await app.WaitForShutdownAsync();
    return 0;
}
catch (Exception exception) when (StartFailure.MessagesOf(exception) is { Count: > 0 })
{
    foreach (var message in StartFailure.MessagesOf(exception))
        await Console.Error.WriteLineAsync(message);
    return 1;
}
