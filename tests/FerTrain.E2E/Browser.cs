using System.Collections.Concurrent;
using FerTrain.Tests.Vision;
using OpenCvSharp;
using PuppeteerSharp;

namespace FerTrain.E2E;

/// <summary>A page in a real browser with a camera in front of which two drawn faces circle.</summary>
internal sealed class Browser : IAsyncDisposable
{
    private const int Frames = 40;
    private const int Patience = 120_000; // milliseconds

    private static readonly ViewPortOptions Desktop = new() { Width = 1200, Height = 900 };
    private static readonly ViewPortOptions Phone = new() { Width = 360, Height = 740 }; // its touch screen would load the page anew

    /// <summary>A folder for what the tests see, for somebody who wants to look.</summary>
    private static readonly string? Album = Environment.GetEnvironmentVariable("FERTRAIN_SCREENSHOTS");

    private readonly string _folder = Directory.CreateTempSubdirectory("fertrain_chromium_").FullName;
    private readonly ConcurrentQueue<string> _complaints = [];
    private readonly ConcurrentQueue<string> _requests = [];
    private IBrowser? _browser;

    public IPage Page { get; private set; } = null!;

    /// <summary>What the console of the browser says, and errors of scripts.</summary>
    public IReadOnlyCollection<string> Complaints => _complaints;

    /// <summary>The addresses of all that the page asked for.</summary>
    public IReadOnlyCollection<string> Requests => _requests;

    public static async Task<Browser> Start()
    {
        var browser = new Browser();
        var camera = Path.Combine(browser._folder, "camera.mjpeg");
        await using (var file = File.Create(camera))
        {
            for (var number = 0; number < Frames; number++)
            {
                using var frame = MovingFaces.Draw(number);
                Cv2.ImEncode(".jpg", frame, out var jpeg);
                await file.WriteAsync(jpeg);
            }
        }

        browser._browser = await Puppeteer.LaunchAsync(new LaunchOptions
        {
            ExecutablePath = Chromium.Program,
            // Its sandbox wants a user other than root, as whom builds run in containers.
            Args = ["--no-sandbox", "--disable-gpu", "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream", $"--use-file-for-fake-video-capture={camera}"],
            DefaultViewport = Desktop,
            Timeout = Patience,
            ProtocolTimeout = Patience,
        });
        browser.Page = await browser._browser.NewPageAsync();
        browser.Page.DefaultTimeout = Patience;
        browser.Page.Console += (_, said) => browser._complaints.Enqueue(said.Message.Text);
        browser.Page.PageError += (_, error) => browser._complaints.Enqueue(error.Message);
        browser.Page.Request += (_, asked) => browser._requests.Enqueue(asked.Request.Url);
        return browser;
    }

    /// <summary>Opens a page, and waits for an element of it.</summary>
    public async Task Open(string url, string element)
    {
        await Page.GoToAsync(url, new NavigationOptions { WaitUntil = [WaitUntilNavigation.DOMContentLoaded], Timeout = Patience });
        await Page.WaitForSelectorAsync(element);
    }

    /// <summary>Waits until a script's expression is true.</summary>
    public Task Until(string expression) => Page.WaitForExpressionAsync(expression);

    public Task<T> Ask<T>(string expression) => Page.EvaluateExpressionAsync<T>(expression);

    /// <summary>Looks at the page on a desk and on a phone, light and dark: nothing is wider than the screen, and the page is as dark as it is asked to be.</summary>
    public async Task ShouldFitEverywhere(string name)
    {
        foreach (var (screen, view) in new[] { ("desk", Desktop), ("phone", Phone) })
        {
            await Page.SetViewportAsync(view);
            foreach (var scheme in (string[])["light", "dark"])
            {
                await Page.EmulateMediaFeaturesAsync([new MediaFeatureValue { MediaFeature = MediaFeature.PrefersColorScheme, Value = scheme }]);
                await Task.Delay(300); // a frame or two
                (await Ask<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(view.Width, $"{name}, {screen}, {scheme}");
                (await Ask<string>("getComputedStyle(document.body).backgroundColor")).ShouldBe(scheme == "dark" ? "rgb(29, 29, 29)" : "rgb(255, 255, 255)");
                if (Album is not null) await Page.ScreenshotAsync(Path.Combine(Album, $"{name}_{screen}_{scheme}.png"), new ScreenshotOptions { FullPage = true });
            }
        }

        await Page.SetViewportAsync(Desktop);
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
