export const id = 228;
export const ids = [228];
export const modules = {

/***/ 68228:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   version: () => (/* binding */ version)
/* harmony export */ });
/* harmony import */ var node_os__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(48161);

async function version(inputs, world) {
    const facts = {
        sluice: world.program.version,
        node: process.versions.node,
        platform: `${(0,node_os__WEBPACK_IMPORTED_MODULE_0__.platform)()} ${(0,node_os__WEBPACK_IMPORTED_MODULE_0__.release)()} ${(0,node_os__WEBPACK_IMPORTED_MODULE_0__.arch)()}`,
        runner: world.environment.isRunner,
    };
    const text = Object.entries(facts).map(([name, value]) => `${name}: ${value}`);
    await world.host.publish({
        out: '.',
        files: new Map(),
        markdown: '',
        stdout: inputs.json ? { kind: 'json', value: facts } : { kind: 'text', text: text.join('\n') },
        outputs: {},
        annotations: [],
    });
    return 0;
}


/***/ })

};
