# The Homebrew formula of rungs; `package.sh release` fills in the version and the checksums.
class Rungs < Formula
  desc "Static site generator for career handbooks"
  homepage "https://github.com/OWNER/rungs"
  version "@VERSION@"
  license any_of: ["MIT", "Apache-2.0"]

  on_macos do
    on_arm do
      url "https://github.com/OWNER/rungs/releases/download/v@VERSION@/rungs-@VERSION@-aarch64-apple-darwin.tar.gz"
      sha256 "@SHA256 aarch64-apple-darwin@"
    end
    on_intel do
      url "https://github.com/OWNER/rungs/releases/download/v@VERSION@/rungs-@VERSION@-x86_64-apple-darwin.tar.gz"
      sha256 "@SHA256 x86_64-apple-darwin@"
    end
  end

  on_linux do
    on_arm do
      url "https://github.com/OWNER/rungs/releases/download/v@VERSION@/rungs-@VERSION@-aarch64-unknown-linux-musl.tar.gz"
      sha256 "@SHA256 aarch64-unknown-linux-musl@"
    end
    on_intel do
      url "https://github.com/OWNER/rungs/releases/download/v@VERSION@/rungs-@VERSION@-x86_64-unknown-linux-musl.tar.gz"
      sha256 "@SHA256 x86_64-unknown-linux-musl@"
    end
  end

  def install
    bin.install "rungs"
    man1.install Dir["man/*.1"]
    bash_completion.install "completions/rungs.bash" => "rungs"
    zsh_completion.install "completions/_rungs"
    fish_completion.install "completions/rungs.fish"
  end

  test do
    system bin/"rungs", "init", "--empty", "handbook"
    system bin/"rungs", "build", "--root", "handbook"
    assert_path_exists testpath/"handbook/public/index.html"
  end
end
