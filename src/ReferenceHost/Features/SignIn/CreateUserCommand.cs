using Audit.Commands;
using Microsoft.EntityFrameworkCore;
using ReferenceHost.Features.Shop;

namespace ReferenceHost.Features.SignIn;

/// <summary>Adds somebody who can sign in. Users have no passwords, so that they can sign in in Development only.</summary>
[Secret(NameOption)]
internal sealed class CreateUserCommand(ShopDatabase database, ShopDbContext shop, TimeProvider time) : IAuditedCommand
{
    private const string NameOption = "--name";
    private const int LongestName = 200;
    private const string Usage = "Usage: user:create USER [--name TEXT]; USER is 1 to 64 lower-case letters, digits or . _ -, TEXT at most 200 characters.";

    public string Name => "user:create";

    public string Description => "Adds a user who can sign in to the shop in Development.";

    public async Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var (id, name) = arguments switch
        {
            [var user] => (user, user),
            [var user, NameOption, { Length: > 0 and <= LongestName } text] => (user, text),
            _ => ("", ""),
        };
        if (id.Length is 0 or > 64 || !id.All(static letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter is '.' or '_' or '-'))
        {
            await Console.Error.WriteLineAsync(Usage);
            return CommandExitCodes.WrongArguments;
        }

        await database.MigrateAsync(cancellationToken);
        if (SignInFeature.IsDemoUser(id) || await shop.Users.AnyAsync(user => user.Id == id, cancellationToken))
        {
            await Console.Error.WriteLineAsync($"There is a user '{id}' already.");
            return CommandExitCodes.Failed;
        }

        shop.Users.Add(new User { Id = id, Name = name, CreatedAt = time.GetUtcNow().UtcDateTime });
        await shop.SaveChangesAsync(cancellationToken);
        await Console.Out.WriteLineAsync($"Added '{id}', who can sign in by POST /shop/sign-in in Development.");
        return CommandExitCodes.Done;
    }
}
