namespace Rubaru.Client;

/// <summary>
/// One writer: whoever changes contacts, sessions or messages holds this from reading the state to the end of the
/// commit. The network is never awaited inside, so that a slow socket cannot stall receiving.
/// </summary>
internal sealed class WriterLock : IDisposable
{
    private readonly SemaphoreSlim _semaphore = new(1, 1);

    public async Task<Held> EnterAsync()
    {
        await _semaphore.WaitAsync();
        return new Held(_semaphore);
    }

    public void Dispose() => _semaphore.Dispose();

    internal readonly struct Held(SemaphoreSlim semaphore) : IDisposable
    {
        public void Dispose() => semaphore.Release();
    }
}
