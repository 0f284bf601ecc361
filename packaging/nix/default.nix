# SPDX-License-Identifier: MIT
# nix-build packaging/nix: builds this source tree.
{ pkgs ? import <nixpkgs> { } }:

pkgs.stdenv.mkDerivation {
  pname = "sockstat";
  version = "0.1.0";
  src = pkgs.lib.cleanSource ../..;

  nativeBuildInputs = with pkgs; [ bpftools llvmPackages.clang-unwrapped pkg-config ];
  buildInputs = with pkgs; [ libbpf libmnl ];
  nativeCheckInputs = with pkgs; [ cmocka jq python3 ];

  # BPF=yes: a build without BPF must fail, never be packaged. clang is called for BPF only: the
  # wrapper would add flags that it has not for that target.
  makeFlags = [
    "BPF=yes"
    "CLANG=${pkgs.llvmPackages.clang-unwrapped}/bin/clang"
    "PREFIX=${placeholder "out"}"
  ];

  # Where clang finds what nix does not install below /usr/include.
  env.C_INCLUDE_PATH = pkgs.lib.makeSearchPathOutput "dev" "include"
    (with pkgs; [ linuxHeaders libbpf ]);

  enableParallelBuilding = true;
  hardeningDisable = [ "fortify" ]; # the Makefile sets it
  doCheck = true;
  checkTarget = "check-unit";
  preCheck = "patchShebangs tests";

  meta = {
    description = "List sockets and the processes that hold them";
    license = pkgs.lib.licenses.mit;
    mainProgram = "sockstat";
    platforms = pkgs.lib.platforms.linux;
  };
}
