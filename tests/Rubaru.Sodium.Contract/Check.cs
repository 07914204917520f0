namespace Rubaru.Sodium.Contract;

/// <summary>One sentence every back end must keep. <see cref="Run"/> throws <see cref="CheckFailedException"/> if not.</summary>
public sealed record Check(string Name, Action<ISodium> Run);
